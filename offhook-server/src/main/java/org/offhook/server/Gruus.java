package org.offhook.server;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.offhook.loop.Randomness;
import org.offhook.message.Contact;
import org.offhook.message.SipUri;

/** Globally routable URIs of instances: given to who registers, and resolved (RFC 5627 §5). */
final class Gruus {

  private static final String GR = "gr";
  private static final int MOST = 100_000;

  /** Whose temporary URI it is. */
  private record Owner(String user, String instance, String callId) {}

  private final Randomness random;
  private final Map<String, Owner> temporary = new HashMap<>();
  private final Map<Owner, String> given = new HashMap<>();

  Gruus(Randomness random) {
    this.random = random;
  }

  /** The contact of a 200 with the URIs of its instance (§5.2). */
  Contact on(Contact contact, SipUri aor, String callId) {
    var instance = OutboundBinding.instance(contact);
    if (instance.isEmpty()) {
      return contact;
    }
    var plain = SipUri.of(aor.user().orElse(null), aor.host(), aor.port().orElse(-1));
    var owner = new Owner(aor.user().orElse(""), instance, callId);
    return contact
        .with("pub-gruu", plain.with(GR, instance).toString())
        .with("temp-gruu", plain.withUser(token(owner)).with(GR, null).toString());
  }

  private String token(Owner owner) {
    var known = given.get(owner);
    if (known != null) {
      return known;
    }
    if (given.size() >= MOST) {
      given.clear();
      temporary.clear();
    }
    // §5.1: a new Call-ID voids the temporary URIs of the instance.
    given
        .entrySet()
        .removeIf(
            old ->
                old.getKey().user().equals(owner.user())
                    && old.getKey().instance().equals(owner.instance())
                    && temporary.remove(old.getValue()) != null);
    var token = "tgruu." + Long.toHexString(random.nextLong());
    temporary.put(token, owner);
    given.put(owner, token);
    return token;
  }

  /** Whether a URI is a GRUU, or pretends to be one. */
  static boolean isGruu(SipUri uri) {
    return uri.params().has(GR);
  }

  /** The user whom a GRUU belongs to; what is no temporary one names its user itself. */
  String user(SipUri uri) {
    var owner = temporary.get(uri.user().orElse(""));
    return owner == null ? uri.user().orElse("") : owner.user();
  }

  /** Of a user's bindings those of the instance that a GRUU names. */
  Stream<StoredBinding> of(SipUri uri, Stream<StoredBinding> bindings) {
    var owner = temporary.get(uri.user().orElse(""));
    var instance = owner == null ? uri.params().get(GR).orElse("") : owner.instance();
    return bindings.filter(binding -> OutboundBinding.instance(binding.contact()).equals(instance));
  }
}
