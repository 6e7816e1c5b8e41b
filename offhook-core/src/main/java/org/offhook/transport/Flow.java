package org.offhook.transport;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipMessage;
import org.offhook.net.TlsPeer;
import org.offhook.net.TransportKind;

/**
 * The path between one local socket and one remote address: a connection, or a pair of UDP
 * addresses (RFC 5626 §3.1). All messages of a transaction take the same flow.
 */
public sealed interface Flow permits DatagramFlow, StreamFlow, DtlsFlow, DeadFlow {

  /** The transport protocol. */
  TransportKind kind();

  /** The local socket's address; of a connection that is still opening the port is 0. */
  InetSocketAddress local();

  /** The peer's address. */
  InetSocketAddress remote();

  /**
   * The identity that the peer was expected to have when this side opened the flow: the host of a
   * URI; else its numeric address.
   */
  default String domain() {
    return remote().getHostString();
  }

  /** What TLS established about the peer; null without TLS, and before its handshake is through. */
  default @Nullable TlsPeer tls() {
    return null;
  }

  /** Whether requests by it say that requests may come back by it (RFC 5923 §5). */
  default boolean offersAlias() {
    return false;
  }

  /** Whether both ends know of it, so that it can be lost and opened anew: all but plain UDP. */
  default boolean isConnection() {
    return kind() != TransportKind.UDP;
  }

  /** Whether {@link #send} has a chance: false for a connection that is gone. */
  boolean isAlive();

  /** Whether something has arrived or left by it: false for a connection that is still opening. */
  boolean established();

  /**
   * What Via says: the listening address of this kind and family, or the public address that was
   * set, as {@link NatPolicy} wants it now. Never ephemeral, unless it was reported so.
   */
  SentBy sentBy();

  /**
   * What Contact says to this peer, where the endpoint is reached: as {@link NatPolicy} wants it
   * now.
   *
   * @param domain of the account that is spoken for; empty: none
   */
  default SentBy contact(String domain) {
    return sentBy();
  }

  /**
   * Sends one message. What is sent on an opening connection waits for it.
   *
   * @param message must not change afterwards
   */
  void send(byte[] message, SendListener listener);

  /** Sends one message. */
  default void send(SipMessage message, SendListener listener) {
    send(message.toBytes(), listener);
  }

  /** Keeps the flow in use until {@link #leave}; its end is told to {@code user}. */
  void join(FlowUser user);

  /** Ends {@link #join}; no effect if it had not joined. */
  void leave(FlowUser user);
}
