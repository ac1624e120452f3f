merge-counts = What counts? 1 older, 2 newer record
merge-lives = Lives with
merge-other = Also entered as
merge-other-hint = the most alike first
merge-will = "{ $stays }" stays; "{ $gone }" is hidden and leads there. History, papers and fact sheet of both stay; what does not count here is in the history of the fact sheet.
merge-will-choose = Please choose which two records are the same person.
merge-will-live = Lives with { $house }, from today no more in the other household. If nobody is left there, please close that case.
