"""Tables as text, from CSV, Excel and Parquet, with the address of every cell."""
