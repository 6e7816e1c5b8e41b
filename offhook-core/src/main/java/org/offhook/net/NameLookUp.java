package org.offhook.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Consumer;
import org.offhook.loop.Loop;
import org.offhook.loop.TaskPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Host names to addresses by the system's resolver, which blocks: on a pool of its own. */
final class NameLookUp {

  private static final Logger LOG = LoggerFactory.getLogger(NameLookUp.class);
  private static final int THREADS = 4;

  private final Loop loop;
  private final TaskPool pool;

  NameLookUp(String name, Loop loop) {
    this.loop = loop;
    pool = new TaskPool(name + "-names", THREADS);
  }

  void lookUp(String hostName, Consumer<List<InetAddress>> answer) {
    if (hostName.isBlank()) {
      give(answer, List.of());
      return;
    }
    var literal = Addresses.literal(hostName);
    if (literal.isPresent()) {
      give(answer, List.of(literal.get()));
    } else if (hostName.equalsIgnoreCase("localhost")) {
      give(answer, localhost());
    } else if (!pool.run(() -> give(answer, resolve(hostName)))) {
      give(answer, List.of());
    }
  }

  void nameServers(Consumer<NameServers> answer) {
    Runnable task =
        () -> {
          var read = SystemNames.read();
          loop.execute(() -> answer.accept(read));
        };
    if (!pool.run(task)) {
      loop.execute(() -> answer.accept(NameServers.NONE));
    }
  }

  private void give(Consumer<List<InetAddress>> answer, List<InetAddress> addresses) {
    loop.execute(() -> answer.accept(addresses));
  }

  /** RFC 6761 §6.3: always loopback, whatever a name server says. */
  private static List<InetAddress> localhost() {
    var ipv4 = SourceAddresses.loopback(false);
    var ipv6 = SourceAddresses.loopback(true);
    return SourceAddresses.all().contains(ipv6) ? List.of(ipv4, ipv6) : List.of(ipv4);
  }

  private static List<InetAddress> resolve(String hostName) {
    try {
      return List.of(InetAddress.getAllByName(hostName));
    } catch (UnknownHostException | RuntimeException e) {
      LOG.debug("looking {} up", hostName, e);
      return List.of();
    }
  }

  void close() {
    pool.close();
  }
}
