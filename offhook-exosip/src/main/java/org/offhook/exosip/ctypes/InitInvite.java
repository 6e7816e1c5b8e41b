package org.offhook.exosip.ctypes;

import org.jspecify.annotations.Nullable;
import org.offhook.exosip.OsipMessage;

/**
 * The INVITE of a new call. An example is at {@link Context}.
 *
 * @param context where it was built
 * @param message its header fields, To, From and Subject among them, and its body
 * @param route where it is sent; null: where To leads
 */
public record InitInvite(Context context, OsipMessage message, @Nullable String route)
    implements ExosipMessage {

  /** Builds it without route and subject. */
  public InitInvite(Context context, String to, String from) {
    this(context, to, from, null, null);
  }

  /** Builds it; see {@link org.offhook.exosip.CallFunctions#buildInitialInvite}. */
  public InitInvite(
      Context context, String to, String from, @Nullable String route, @Nullable String subject) {
    this(context, context.exosip().call().buildInitialInvite(to, from, route, subject), route);
  }

  @Override
  public int send() {
    return context.exosip().call().sendInitialInvite(message);
  }
}
