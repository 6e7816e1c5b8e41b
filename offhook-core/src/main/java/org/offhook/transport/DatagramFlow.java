package org.offhook.transport;

import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.net.TransportKind;

/** A local UDP socket and a remote address (RFC 3261 §18, RFC 3581 §4). */
final class DatagramFlow implements Flow {

  private final DatagramListener listener;
  private final InetSocketAddress remote;
  private @Nullable LinkedHashSet<FlowUser> users;

  DatagramFlow(DatagramListener listener, InetSocketAddress remote) {
    this.listener = listener;
    this.remote = remote;
  }

  DatagramListener listener() {
    return listener;
  }

  @Override
  public TransportKind kind() {
    return TransportKind.UDP;
  }

  @Override
  public InetSocketAddress local() {
    return listener.listening().address();
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public boolean isAlive() {
    return listener.isOpen();
  }

  @Override
  public boolean established() {
    return true;
  }

  @Override
  public SentBy sentBy() {
    return listener.via(remote);
  }

  @Override
  public SentBy contact(String domain) {
    return listener.contact(remote, domain);
  }

  @Override
  public void send(byte[] message, SendListener result) {
    listener.send(this, message, result);
  }

  @Override
  public void join(FlowUser user) {
    var shared = listener.shared(this);
    if (shared.users == null) {
      shared.users = new LinkedHashSet<>();
    }
    shared.users.add(user);
  }

  @Override
  public void leave(FlowUser user) {
    var shared = listener.sharedIfAny(this);
    if (shared != null && shared.users != null) {
      shared.users.remove(user);
      if (shared.users.isEmpty()) {
        shared.users = null;
        listener.forget(shared);
      }
    }
  }

  /** The network reported the peer unreachable: every user is told, none remains. */
  void lost(String reason) {
    listener.forget(this);
    if (users != null) {
      var told = List.copyOf(users);
      users = null;
      for (var user : told) {
        user.flowLost(this, reason);
      }
    }
  }

  @Override
  public String toString() {
    return "udp " + local() + " to " + remote;
  }
}
