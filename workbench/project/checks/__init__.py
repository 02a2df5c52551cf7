"""What is right and what is wrong with the cells, rows and tables of a project."""
