"""What a row and a night must satisfy: `suite` runs the row checks, `sql_checks` reads those in `sql/checks/`."""
