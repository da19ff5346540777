raise SystemExit("this numpy is the student's")
