package org.offhook.testkit;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which host, or router with address translation, has a public address of the simulated world. */
final class SimAddresses {

  private final Map<InetAddress, SimHost> hosts = new HashMap<>();
  private final Map<InetAddress, SimNat> nats = new HashMap<>();

  void own(SimHost host, InetAddress address) {
    var other = hosts.putIfAbsent(address, host);
    if (other != null) {
      throw new IllegalArgumentException(address + " belongs to " + other);
    }
  }

  void disown(InetAddress address) {
    hosts.remove(address);
  }

  void own(SimNat nat) {
    if (hosts.containsKey(nat.address()) || nats.putIfAbsent(nat.address(), nat) != null) {
      throw new IllegalArgumentException(nat.address() + " is taken");
    }
  }

  void disown(SimNat nat) {
    nats.remove(nat.address());
  }

  @Nullable SimHost host(InetAddress address) {
    return hosts.get(address);
  }

  @Nullable SimNat nat(InetAddress address) {
    return nats.get(address);
  }
}
