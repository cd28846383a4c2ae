package io.github.umatrust.bench;

/**
 * What was seen while one arm had the load for a while.
 *
 * @param requestsPerSecond the throughput
 * @param requests how many requests were sent
 * @param errors how many of them did not get the right answer
 * @param firstError what went wrong first; empty where nothing did
 */
public record Slice(double requestsPerSecond, long requests, long errors, String firstError) {}
