package org.offhook.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/**
 * How a host resolves names: its name servers (RFC 1035) and its static table, the hosts file. See
 * {@link Network#nameServers}.
 *
 * @param servers in the order in which they are to be asked; none if the host's ways are not known
 * @param hosts addresses by name, names in lower case without a final dot
 */
public record NameServers(List<InetSocketAddress> servers, Map<String, List<InetAddress>> hosts) {

  /** Nothing is known. */
  public static final NameServers NONE = new NameServers(List.of(), Map.of());

  /** The port of name servers. */
  public static final int PORT = 53;

  /** Keeps copies. */
  public NameServers {
    servers = List.copyOf(servers);
    hosts = Map.copyOf(hosts);
  }
}
