package org.offhook.exosip.ctypes;

import org.jspecify.annotations.Nullable;
import org.offhook.exosip.OsipMessage;

/**
 * The first REGISTER of a registration, which is renewed by itself afterwards.
 *
 * <pre>{@code
 * context.addAuthenticationInfo("alice", "alice", "secret", null);
 * int rid = new InitialRegister(context, "sip:alice@example.com", "sip:example.com").send();
 * }</pre>
 *
 * @param context where it was built
 * @param message its header fields, Contact and Expires among them; the registrar is its URI
 */
public record InitialRegister(Context context, OsipMessage message) implements ExosipMessage {

  /** Builds it for an hour, with the context's own contact. */
  public InitialRegister(Context context, String from, String proxy) {
    this(context, from, proxy, null, 3600);
  }

  /** Builds it; see {@link org.offhook.exosip.RegisterFunctions#buildInitialRegister}. */
  public InitialRegister(
      Context context, String from, String proxy, @Nullable String contact, int expires) {
    this(context, context.exosip().register().buildInitialRegister(from, proxy, contact, expires));
  }

  @Override
  public int send() {
    return context.exosip().register().sendInitialRegister(message);
  }
}
