package org.offhook.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong while one description is read; the first refusal ends the reading. */
final class Faults {

  private static final int MAX_TOLERATED = 100;

  private final boolean strict;
  private final List<SdpResult.Tolerated> tolerated = new ArrayList<>();
  private SdpResult.@Nullable Invalid refusal;
  private int line = 1;

  Faults(boolean strict) {
    this.strict = strict;
  }

  /** Says which line is being looked at, counted from 1. */
  void at(int number) {
    line = number;
  }

  /** A fault that is forgiven unless the strict rule is asked for. */
  void tolerate(String reason) {
    if (strict) {
      refuse(reason);
    } else if (tolerated.size() < MAX_TOLERATED) {
      tolerated.add(new SdpResult.Tolerated(line, reason));
    }
  }

  /** A fault that makes the description useless. */
  void refuse(String reason) {
    if (refusal == null) {
      refusal = new SdpResult.Invalid(line, reason);
    }
  }

  boolean refused() {
    return refusal != null;
  }

  SdpResult.@Nullable Invalid refusal() {
    return refusal;
  }

  List<SdpResult.Tolerated> tolerated() {
    return tolerated;
  }

  /** For descriptions built here: a refusal is the caller's mistake. */
  void throwIfRefused() {
    var invalid = refusal;
    if (invalid != null) {
      throw new IllegalArgumentException("line " + invalid.line() + ": " + invalid.reason());
    }
  }
}
