"""`python -m runreport.cli`, for where the command is not on the path."""

from runreport.cli.main import main

main()
