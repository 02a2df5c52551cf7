"""What the tables of a project are: columns, types, lists, and their documentation."""
