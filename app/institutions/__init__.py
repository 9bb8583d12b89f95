"""The register: the units that the directorate governs, who heads them, and when they were last invited."""
