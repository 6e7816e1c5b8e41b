package org.offhook;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A place for the application's own objects on a call or registration. Any thread.
 *
 * <pre>{@code
 * call.attributes().put("account", account);
 * Account a = call.attributes().get("account", Account.class).orElseThrow();
 * }</pre>
 */
public final class Attributes {

  private final AtomicReference<@Nullable Map<String, Object>> map = new AtomicReference<>();

  Attributes() {}

  /** Keeps {@code value} under {@code key}, in place of what was there. */
  public void put(String key, Object value) {
    map.compareAndSet(null, new ConcurrentHashMap<>(4));
    var current = map.get();
    if (current != null) {
      current.put(key, value);
    }
  }

  /** What was put under {@code key}, if it is of that type. */
  public <T> Optional<T> get(String key, Class<T> type) {
    var current = map.get();
    var value = current == null ? null : current.get(key);
    return type.isInstance(value) ? Optional.of(type.cast(value)) : Optional.empty();
  }

  /** Forgets what was put under {@code key}. */
  public void remove(String key) {
    var current = map.get();
    if (current != null) {
      current.remove(key);
    }
  }
}
