package org.offhook.server;

import java.util.List;
import org.offhook.message.NameAddr;

/**
 * What the server knows about flows and instances (RFC 5626, RFC 5627, RFC 3608, RFC 6223).
 *
 * @param outbound whether registrations with outbound are granted
 * @param gruu whether globally routable URIs are given
 * @param serviceRoute told in each 200 to REGISTER; empty: none
 * @param flowTimer seconds in Flow-Timer; 0: none
 * @param keep seconds that {@code keep} in Via is answered with; 0: it is not
 */
record FlowOptions(
    boolean outbound, boolean gruu, List<NameAddr> serviceRoute, long flowTimer, long keep) {

  static final FlowOptions DEFAULT = new FlowOptions(true, true, List.of(), 0, 0);

  FlowOptions withOutbound(boolean granted) {
    return new FlowOptions(granted, gruu, serviceRoute, flowTimer, keep);
  }

  FlowOptions withGruu(boolean given) {
    return new FlowOptions(outbound, given, serviceRoute, flowTimer, keep);
  }

  FlowOptions withServiceRoute(List<NameAddr> routes) {
    return new FlowOptions(outbound, gruu, List.copyOf(routes), flowTimer, keep);
  }

  FlowOptions withFlowTimer(long seconds) {
    return new FlowOptions(outbound, gruu, serviceRoute, seconds, keep);
  }

  FlowOptions withKeep(long seconds) {
    return new FlowOptions(outbound, gruu, serviceRoute, flowTimer, seconds);
  }
}
