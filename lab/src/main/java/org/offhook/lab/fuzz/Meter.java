package org.offhook.lab.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What an input cost: bytes that its thread allocated, which no load of the machine changes. */
final class Meter {

  /** What each byte of an input may cost beside the allowance. */
  private static final long PER_BYTE = 4_096;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final long allowance;
  private long most;
  private long before;
  private long last;

  Meter(long allowance) {
    this.allowance = allowance;
  }

  void begin() {
    before = threads.getCurrentThreadAllocatedBytes();
  }

  /** Whether the input cost too much. */
  boolean end(byte[] input) {
    last = threads.getCurrentThreadAllocatedBytes() - before;
    if (last > allowance + PER_BYTE * input.length) {
      return true;
    }
    most = Math.max(most, last);
    return false;
  }

  /** What the input cost, in bytes. */
  long last() {
    return last;
  }

  /** The most that one input cost so far, in bytes. */
  long most() {
    return most;
  }
}
