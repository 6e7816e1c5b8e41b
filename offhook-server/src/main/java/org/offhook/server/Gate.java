package org.offhook.server;

import java.util.Set;
import java.util.stream.Collectors;
import org.offhook.auth.CredentialStore;
import org.offhook.auth.Credentials;
import org.offhook.auth.DigestVerifier;
import org.offhook.auth.UserSecrets;
import org.offhook.auth.Verification;
import org.offhook.loop.Loop;
import org.offhook.message.AuthHeader;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;
import org.offhook.message.Status;
import org.offhook.message.Uri;
import org.offhook.net.SourceTable;
import org.offhook.transport.Flow;

/** Who may do what: digest of registrations and of requests to forward (RFC 3261 §22, §26.3.2). */
final class Gate {

  private static final Verification FREE = new Verification.Exempt();

  private final Authenticate mode;
  private final String realm;
  private final Set<String> names;
  private final DigestVerifier registrar;
  private final DigestVerifier proxy;

  Gate(SipServerOptions options, Loop loop) {
    mode = options.authenticate();
    realm = options.realm();
    var users = options.users();
    names = names(users);
    registrar = verifier(options, users).build(loop.time(), loop.random());
    proxy = verifier(options, users).asProxy().build(loop.time(), loop.random());
  }

  private static Set<String> names(CredentialStore users) {
    return users.all().stream().map(Credentials::username).collect(Collectors.toUnmodifiableSet());
  }

  private DigestVerifier.Builder verifier(SipServerOptions options, CredentialStore users) {
    return DigestVerifier.builder(realm, UserSecrets.of(users))
        .algorithms(options.algorithms())
        .nonceLifetime(options.lifetimes().nonce());
  }

  /** Whether there is such a user; all are known where none was named. */
  boolean knows(String user) {
    return names.isEmpty() ? !user.isEmpty() : names.contains(user);
  }

  /** Whether a header field with this scheme and realm is for this server. */
  boolean isOwnRealm(AuthHeader row) {
    return row.isDigest() && row.get("realm").filter(realm::equals).isPresent();
  }

  /** Whether who proved its identity publishes for itself; everybody may where nobody proves it. */
  boolean mayPublish(SipRequest publish, String user) {
    return mode != Authenticate.ALL
        || (publish.from().uri() instanceof SipUri from && from.user().orElse("").equals(user));
  }

  Verification judgeRegister(SipRequest register, Flow flow) {
    return mode == Authenticate.NONE
        ? FREE
        : identified(registrar.verify(register, source(flow)), register.to().uri());
  }

  /**
   * Judges a request to be forwarded.
   *
   * @param flow where it came by
   * @param known it goes to this domain, or back through this server: no relaying for strangers
   */
  Verification judge(SipRequest request, Flow flow, OwnDomain domain, boolean known) {
    if (mode != Authenticate.ALL || request.to().tag().isPresent()) {
      return FREE;
    }
    var sender = request.from().uri();
    if (domain.isOwn(sender)) {
      return identified(proxy.verify(request, source(flow)), sender);
    }
    return known ? FREE : new Verification.Refused(Status.FORBIDDEN, "not of this domain");
  }

  private static Object source(Flow flow) {
    return SourceTable.key(flow.remote().getAddress());
  }

  /** RFC 3261 §10.3 step 4: the user that was proven is the one that is spoken for. */
  private static Verification identified(Verification verdict, Uri claimed) {
    boolean differs =
        verdict instanceof Verification.Verified verified
            && !(claimed instanceof SipUri sip
                && sip.user().filter(verified.username()::equals).isPresent());
    return differs
        ? new Verification.Refused(Status.FORBIDDEN, "credentials of somebody else")
        : verdict;
  }
}
