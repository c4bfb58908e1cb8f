"""Two cohorts in one café: nobody of one audience sees people of the other."""
