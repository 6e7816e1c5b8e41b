package org.offhook.server;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.offhook.message.Contact;
import org.offhook.message.NameAddr;

/**
 * One contact of a registered user (RFC 3261 §10.2.1), as it was when it was asked for.
 *
 * @param user the user part of the address of record
 * @param contact as registered, with its q and feature parameters, without expires
 * @param path the proxies on the way to it, nearest to this server first (RFC 3327)
 * @param expiresIn time that is left
 * @param receivedFrom where the REGISTER came from
 */
public record Binding(
    String user,
    Contact contact,
    List<NameAddr> path,
    Duration expiresIn,
    InetSocketAddress receivedFrom) {

  /** Keeps a copy of the path. */
  public Binding {
    path = List.copyOf(path);
  }
}
