"""Pictures of results: result in, plotly figure out."""
