package io.github.umatrust.obligations.journal;

/**
 * That something came to its end.
 *
 * @param reach what it reaches
 * @param reason why
 */
public record End(Reach reach, EndReason reason) {}
