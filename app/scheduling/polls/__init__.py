"""Asking those without a calendar at which times they could: sent, answered on a phone, used by the next plan."""
