"""Start a project: the folder and the workbook into which a team types."""
