package org.offhook.exosip.ctypes;

import org.offhook.exosip.OsipMessage;

/**
 * The REGISTER that renews a registration, or ends it.
 *
 * <pre>{@code
 * new Register(context, rid, 0).send();   // unregisters
 * }</pre>
 *
 * @param context where it was built
 * @param message its header fields and body
 * @param rid the registration
 * @param expires seconds; 0 ends it
 */
public record Register(Context context, OsipMessage message, int rid, int expires)
    implements ExosipMessage {

  /** Builds it for an hour. */
  public Register(Context context, int rid) {
    this(context, rid, 3600);
  }

  /** Builds it; see {@link org.offhook.exosip.RegisterFunctions#buildRegister}. */
  public Register(Context context, int rid, int expires) {
    this(context, context.exosip().register().buildRegister(rid, expires), rid, expires);
  }

  @Override
  public int send() {
    context.exosip().register().sendRegister(rid, message);
    return 0;
  }

  /** Forgets the registration; nothing is sent. */
  public void remove() {
    context.exosip().register().remove(rid);
  }
}
