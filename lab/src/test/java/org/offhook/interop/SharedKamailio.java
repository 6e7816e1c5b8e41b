package org.offhook.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * One Kamailio that challenges everything, for all classes of tests that need no other: started
 * when the first one wants it, ended after the last test.
 */
final class SharedKamailio implements BeforeAllCallback {

  private @Nullable ExtensionContext context;

  @Override
  public void beforeAll(ExtensionContext ofClass) {
    context = ofClass;
  }

  /** It runs; skips the test where it is not installed. */
  Kamailio get() {
    Debian.kamailio();
    var store =
        Objects.requireNonNull(context).getRoot().getStore(Namespace.create(SharedKamailio.class));
    return store.computeIfAbsent(Kamailio.class, type -> start(), Kamailio.class);
  }

  private static Kamailio start() {
    try {
      return Kamailio.start(Map.of("KAM_AUTH", "all"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Kamailio started", e);
    }
  }
}
