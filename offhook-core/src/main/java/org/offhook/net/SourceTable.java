package org.offhook.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is noted of sources, for limits that count by source: bounded, the one that was asked about
 * longest ago is forgotten first. An IPv4 address is one source, and so are all IPv6 addresses of
 * one /64, which is what one customer has at least (RFC 6177 §2). Belongs to one thread.
 *
 * <pre>{@code
 * var seen = new SourceTable<>(10_000, Figures::new);
 * seen.of(peer).requests++;
 * }</pre>
 *
 * @param <T> what is noted
 */
public final class SourceTable<T> {

  private final LinkedHashMap<Object, T> noted = new LinkedHashMap<>(16, 0.75f, true);
  private final Supplier<T> first;
  private int most;

  /**
   * An empty one.
   *
   * @param most sources that are remembered
   * @param first what is noted of a new one
   */
  public SourceTable(int most, Supplier<T> first) {
    this.most = most;
    this.first = first;
  }

  /** Equal for the addresses of one source; for IPv4 the address itself, so nothing is made. */
  public static Object key(InetAddress address) {
    return address instanceof Inet6Address
        ? (Object) ByteBuffer.wrap(address.getAddress()).getLong()
        : address;
  }

  /** What is noted of a source; null if nothing is. */
  public @Nullable T find(InetAddress source) {
    return noted.isEmpty() ? null : noted.get(key(source));
  }

  /** What is noted of a source, new if nothing was. */
  public T of(InetAddress source) {
    var key = key(source);
    var known = noted.get(key);
    if (known == null) {
      known = first.get();
      noted.put(key, known);
      shrink();
    }
    return known;
  }

  /** Another size. */
  public void resize(int sources) {
    most = sources;
    shrink();
  }

  private void shrink() {
    while (noted.size() > most) {
      var eldest = noted.firstEntry();
      if (eldest != null) {
        noted.remove(eldest.getKey());
      }
    }
  }

  /** How many sources are remembered. */
  public int size() {
    return noted.size();
  }
}
