package org.offhook.testkit;

import org.jspecify.annotations.Nullable;

/** What is wrong with a simulated host at present. */
final class SimFaults {
  boolean refuseStreams;
  boolean ignoreStreams;
  boolean neverRead;
  boolean unplugged;
  @Nullable String sendFailure;
}
