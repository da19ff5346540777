"""What runs beside a student in a notebook: it looks, says and helps, and grades nothing."""
