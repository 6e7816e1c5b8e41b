package org.offhook;

import java.time.Duration;
import org.offhook.dns.DnsSettings;
import org.offhook.transaction.Timers;
import org.offhook.transport.NatPolicy;
import org.offhook.transport.TransportSettings;

/** The times, limits and addresses below the dialogs. */
record ProtocolOptions(
    Timers timers,
    TransportSettings transport,
    NatPolicy nat,
    Duration watchInterfaces,
    DnsSettings dns) {

  static final ProtocolOptions DEFAULT =
      new ProtocolOptions(
          Timers.DEFAULT,
          TransportSettings.defaults(),
          NatPolicy.DEFAULT,
          Duration.ofSeconds(10),
          DnsSettings.DEFAULT);

  ProtocolOptions with(Timers other) {
    return new ProtocolOptions(other, transport, nat, watchInterfaces, dns);
  }

  ProtocolOptions with(TransportSettings other) {
    return new ProtocolOptions(timers, other, nat, watchInterfaces, dns);
  }

  ProtocolOptions with(NatPolicy other) {
    return new ProtocolOptions(timers, transport, other, watchInterfaces, dns);
  }

  ProtocolOptions watching(Duration interval) {
    return new ProtocolOptions(timers, transport, nat, interval, dns);
  }

  ProtocolOptions with(DnsSettings other) {
    return new ProtocolOptions(timers, transport, nat, watchInterfaces, other);
  }
}
