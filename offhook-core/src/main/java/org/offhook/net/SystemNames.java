package org.offhook.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.ResolverConfig;

/**
 * The name servers and the hosts file of this machine: {@code resolv.conf} where there is one, else
 * what the operating system's own configuration says. Reads files: never on the loop.
 */
final class SystemNames {

  private static final Logger LOG = LoggerFactory.getLogger(SystemNames.class);
  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
  private static final Path HOSTS = Path.of("/etc/hosts");
  private static final String WINDOWS_HOSTS = "System32\\drivers\\etc\\hosts";
  private static final long LARGEST = 1 << 20;

  private SystemNames() {}

  static NameServers read() {
    var servers = Files.isReadable(RESOLV_CONF) ? servers(lines(RESOLV_CONF)) : foreignServers();
    return new NameServers(servers, hosts(lines(hostsFile())));
  }

  private static Path hostsFile() {
    var root = System.getenv("SystemRoot");
    return root == null || Files.isReadable(HOSTS) ? HOSTS : Path.of(root, WINDOWS_HOSTS);
  }

  private static List<String> lines(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        LOG.debug("{} is too long and not read", file);
        return List.of();
      }
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).lines().toList();
    } catch (IOException e) {
      LOG.debug("reading {}", file, e);
      return List.of();
    }
  }

  /** A system without {@code resolv.conf}, such as Windows. */
  private static List<InetSocketAddress> foreignServers() {
    try {
      return List.copyOf(ResolverConfig.getCurrentConfig().servers());
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("reading the name servers of this system", e);
      return List.of();
    }
  }

  /** The servers that the lines of a {@code resolv.conf} name. */
  static List<InetSocketAddress> servers(List<String> lines) {
    var servers = new ArrayList<InetSocketAddress>();
    for (var line : lines) {
      var words = words(line);
      if (words.size() < 2 || !words.getFirst().equals("nameserver")) {
        continue;
      }
      Addresses.literal(withoutScope(words.get(1)))
          .map(address -> new InetSocketAddress(address, NameServers.PORT))
          .filter(server -> !servers.contains(server))
          .ifPresent(servers::add);
    }
    return servers;
  }

  /** The addresses that the lines of a hosts file give to names. */
  static Map<String, List<InetAddress>> hosts(List<String> lines) {
    Map<String, List<InetAddress>> hosts = new LinkedHashMap<>();
    for (var line : lines) {
      var words = words(line);
      if (words.isEmpty()) {
        continue;
      }
      var address = Addresses.literal(withoutScope(words.getFirst()));
      if (address.isEmpty()) {
        continue;
      }
      for (var name : words.subList(1, words.size())) {
        var known = hosts.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>(2));
        if (!known.contains(address.get())) {
          known.add(address.get());
        }
      }
    }
    return hosts;
  }

  private static List<String> words(String line) {
    var comment = line.indexOf('#');
    var bare = (comment < 0 ? line : line.substring(0, comment)).strip();
    return bare.isEmpty() || bare.startsWith(";") ? List.of() : List.of(bare.split("\\s+", -1));
  }

  private static String withoutScope(String address) {
    var scope = address.indexOf('%');
    return scope < 0 ? address : address.substring(0, scope);
  }
}
