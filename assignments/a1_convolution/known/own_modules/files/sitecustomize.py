print("the submission's sitecustomize ran")
