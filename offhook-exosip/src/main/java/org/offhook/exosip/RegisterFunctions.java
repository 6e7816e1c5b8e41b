package org.offhook.exosip;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.Registration;
import org.offhook.RegistrationOptions;
import org.offhook.exosip.Ids.RegistrationEntry;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.Uri;

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

  private static final Set<String> WRITTEN = Border.ownedAnd("Contact", "Expires", "User-Agent");

  private final Map<OsipMessage, Integer> built = memory();

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
    context.running();
    var registrar = Exosip.uri(proxy, "proxy");
    var number = ExosipRandom.hexaGenerateRandom(from, proxy, ExosipRandom.generateRandom());
    var message = built(registrar, address(from), number, expires);
    if (contact != null && !contact.isEmpty()) {
      message.addContact(contact);
    }
    return message;
  }

  private OsipMessage built(Uri target, NameAddr aor, String callId, int expires) {
    int seconds = expires <= 0 ? 0 : Math.max(expires, SHORTEST);
    var request =
        SipRequest.builder(Method.REGISTER, target)
            .set(HeaderName.FROM, aor)
            .set(HeaderName.TO, aor)
            .set(HeaderName.CALL_ID, callId)
            .raw("CSeq", "1 REGISTER")
            .set(HeaderName.MAX_FORWARDS, 70)
            .raw("Expires", Integer.toString(seconds));
    var message = OsipMessage.of(request.build());
    built.put(message, expires);
    return message;
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
    taken(built, register);
    var running = context.running();
    var request = register.toRequest();
    var options =
        RegistrationOptions.at(request.requestUri().toString())
            .aor(request.to().uri().toString())
            .callId(request.callId());
    var contacts = request.headers().all(HeaderName.CONTACT);
    int seconds = expires(register);
    boolean removes = contacts.stream().anyMatch(Contact::isStar);
    if ((seconds == 0) != removes) {
      throw OsipError.BADPARAMETER.exception(
          "Expires 0 goes with Contact * in a first REGISTER, and Contact * with Expires 0");
    }
    if (!removes) {
      options = options.expires(Duration.ofSeconds(seconds));
    }
    if (!removes && !contacts.isEmpty()) {
      options = options.contacts(contacts);
    }
    for (var row : register.extraRows(WRITTEN)) {
      options = options.header(row.name(), row.value());
    }
    var wanted = options;
    return locked(
        () -> {
          try {
            var entry = ids.newRegistration(request.callId());
            entry.registration = removes ? running.registration(wanted) : running.register(wanted);
            if (removes) {
              entry.registration.unregisterAll();
            }
            return entry.rid;
          } catch (IllegalArgumentException e) {
            throw OsipError.SYNTAXERROR.because(e);
          }
        });
  }

  /** What Expires says; one hour without it. */
  static int expires(OsipMessage register) {
    var text = register.header("Expires");
    try {
      return text == null ? 3600 : Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw OsipError.SYNTAXERROR.exception("Expires: '" + text + "' is no number of seconds");
    }
  }

  /** Builds a REGISTER that renews, or with 0 ends, a registration. */
  public OsipMessage buildRegister(int rid, int expires) {
    var entry = entry(rid);
    var registration = handle(entry);
    return built(registration.aor().uri(), registration.aor(), entry.callId, expires);
  }

  /**
   * Sends it.
   *
   * @param register null: a renewal like the last one
   */
  public void sendRegister(int rid, @Nullable OsipMessage register) {
    var registration = handle(entry(rid));
    if (register == null) {
      registration.refresh();
      return;
    }
    int seconds = expires(register);
    List<Contact> contacts = register.toRequest().headers().all(HeaderName.CONTACT);
    if (seconds == 0) {
      registration.unregister();
    } else if (!contacts.isEmpty()) {
      registration.changeContacts(contacts);
    } else {
      var rows = register.extraRows(WRITTEN);
      if (rows.isEmpty()) {
        registration.changeLifetime(Duration.ofSeconds(seconds));
      } else {
        registration.refresh(rows);
      }
    }
  }

  /** Forgets a registration; nothing is sent. */
  public void remove(int rid) {
    var entry = entry(rid);
    handle(entry).forget();
    locked(() -> ids.release(entry));
  }

  private RegistrationEntry entry(int rid) {
    checkId(rid);
    return locked(() -> ids.registration(rid))
        .orElseThrow(() -> OsipError.NOTFOUND.exception("there is no registration " + rid));
  }

  private static Registration handle(RegistrationEntry entry) {
    var registration = entry.registration;
    if (registration == null) {
      throw OsipError.WRONG_STATE.exception("registration " + entry.rid + " was not sent yet");
    }
    return registration;
  }
}
