-- In which weeks was there much more violence, coercion and protest than in the weeks before?
SELECT week, n_events, mean_before, times_mean, is_spike
FROM spike(NULL, weeks := 4);
