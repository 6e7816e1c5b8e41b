package org.offhook.exosip;

import org.jspecify.annotations.Nullable;
import org.offhook.Registration;
import org.offhook.RegistrationOptions;

/**
 * Registrations: the functions {@code eXosip_register_*}. They are renewed by themselves.
 *
 * <pre>{@code
 * exosip.addAuthenticationInfo("alice", "alice", "secret", null, null);
 * var register = exosip.register().buildInitialRegister(
 *     "sip:alice@example.com", "sip:example.com", null, 3600);
 * int rid = exosip.register().sendInitialRegister(register);
 * exosip.register().sendRegister(rid, exosip.register().buildRegister(rid, 0));
 * }</pre>
 */
public final class RegisterFunctions extends Functions {

  /** Shorter registrations are made this long, in seconds. */
  private static final int SHORTEST = 30;

  private final Drafts<Registration> first = new Drafts<>();
  private final Drafts<Object> next = new Drafts<>();

  RegisterFunctions(Exosip context, Ids ids) {
    super(context, ids);
  }

  /**
   * Builds the first REGISTER.
   *
   * @param contact null: the endpoint's own
   * @param expires seconds; 1 to 29 become 30, less 0
   */
  public OsipMessage buildInitialRegister(
      String from, String proxy, @Nullable String contact, int expires) {
    var running = context.running();
    var registrar = uri(proxy, "proxy").toString();
    var aor = address(from).uri().toString();
    var options = OsipError.SYNTAXERROR.unless(() -> RegistrationOptions.at(registrar).aor(aor));
    var message = lasting(first.keep(running.prepare(options)), expires);
    return contact == null || contact.isEmpty() ? message : message.addContact(contact);
  }

  private static OsipMessage lasting(OsipMessage register, int expires) {
    int seconds = expires <= 0 ? 0 : Math.max(expires, SHORTEST);
    return register.setHeader("Expires", Integer.toString(seconds));
  }

  /**
   * Registers; with Contact {@code *} and Expires 0 it takes all contacts away.
   *
   * @return the rid
   * @throws OsipException BADPARAMETER if it was not built by {@link #buildInitialRegister}, was
   *     sent already, or takes away a contact that was never registered here; SYNTAXERROR if
   *     something in it cannot be read
   */
  public int sendInitialRegister(OsipMessage register) {
    OsipError.BADPARAMETER.when(
        register.ends() != register.headers("Contact").contains("*"),
        "Expires 0 goes with Contact * in a first REGISTER, and Contact * with Expires 0");
    return context.locked(
        () -> {
          var registration = first.send(register);
          return ids.newRegistration(registration, String.valueOf(register.callId())).id;
        });
  }

  /** Builds a REGISTER that renews, or with 0 ends, a registration. */
  public OsipMessage buildRegister(int rid, int expires) {
    var draft = entry(rid).registration.prepare();
    return lasting(next.keep(draft, "the registration is over"), expires);
  }

  /**
   * Sends it.
   *
   * @param register null: a renewal like the last one
   * @throws OsipException BADPARAMETER if it was not built by {@link #buildRegister}, or was sent
   *     already; SYNTAXERROR if Contact or Expires cannot be read
   */
  public void sendRegister(int rid, @Nullable OsipMessage register) {
    var registration = entry(rid).registration;
    if (register == null) {
      registration.refresh();
    } else {
      next.send(register);
    }
  }

  /** Forgets a registration; nothing is sent. */
  public void remove(int rid) {
    var entry = entry(rid);
    entry.registration.forget();
    context.locked(() -> ids.release(entry));
  }

  private Ids.RegistrationEntry entry(int rid) {
    return find(rid, "registration", id -> ids.find(Ids.RegistrationEntry.class, id));
  }
}
