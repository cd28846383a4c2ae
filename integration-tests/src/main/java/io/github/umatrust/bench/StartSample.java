package io.github.umatrust.bench;

/**
 * What was seen of one start.
 *
 * @param millis from the start of the process until the server was ready
 * @param residentMib the process's memory a while after that
 * @param heapMib what was in the heap then, after a collection
 */
record StartSample(double millis, double residentMib, double heapMib) {}
