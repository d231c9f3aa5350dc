from alongside.faces.cli.main import main

main()
