package org.offhook.testkit;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is wrong with a simulated host at present. */
final class SimFaults {
  boolean refuseStreams;
  boolean ignoreStreams;
  boolean neverRead;
  boolean unplugged;
  @Nullable String sendFailure;
  boolean isBehind;
  final Set<Integer> occupied = new HashSet<>();
}
