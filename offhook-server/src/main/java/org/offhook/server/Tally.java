package org.offhook.server;

/** The running counts behind {@link ServerCounters}; on the loop. */
final class Tally {

  long requests;
  long registrations;
  long challenges;
  long forwarded;
  long acknowledgements;
  long rejected;
}
