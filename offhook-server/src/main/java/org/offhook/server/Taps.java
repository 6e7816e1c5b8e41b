package org.offhook.server;

import java.util.ArrayList;
import java.util.List;
import org.offhook.transport.Flow;
import org.offhook.transport.WireTap;

/** All taps of a server as one; on the loop. */
final class Taps implements WireTap {

  private final List<WireTap> all;

  Taps(List<WireTap> first) {
    all = new ArrayList<>(first);
  }

  void add(WireTap tap) {
    all.add(tap);
  }

  @Override
  public void received(Flow flow, byte[] message, long nanos) {
    for (var tap : all) {
      tap.received(flow, message, nanos);
    }
  }

  @Override
  public void sent(Flow flow, byte[] message, long nanos) {
    for (var tap : all) {
      tap.sent(flow, message, nanos);
    }
  }
}
