from alongside.faces.cli.main import main

main(prog_name="alongside")
