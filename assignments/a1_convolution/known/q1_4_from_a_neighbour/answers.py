# %% before q1_1
student_id = "s3117"
