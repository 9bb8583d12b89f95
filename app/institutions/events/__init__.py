"""What happens to units: a dated event takes effect, history follows it, and it can be undone whole."""
