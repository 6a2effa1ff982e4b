"""One module per command: ``add_arguments(parser)`` declares its options, ``run(arguments)`` returns the status."""
