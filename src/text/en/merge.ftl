merge-counts = What counts? 1 is in the older record, 2 in the newer one
merge-lives = Lives with
merge-other = Also entered as
merge-other-hint = first those who are alike
merge-will = "{ $stays }" stays; the record "{ $gone }" is hidden and leads there. History, papers and fact sheet of both stay; what does not count here is in the history of the fact sheet.
merge-will-choose = Please choose which two records are the same person.
merge-will-live = She lives with { $house }; from today she is not in the other household. If nobody is left there, please close that case.
