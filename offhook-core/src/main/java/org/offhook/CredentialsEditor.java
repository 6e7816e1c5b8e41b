package org.offhook;

import java.util.function.UnaryOperator;
import org.offhook.auth.CredentialStore;
import org.offhook.auth.Credentials;

/**
 * The credentials of a running endpoint; changes count for challenges from then on. Any thread.
 *
 * <pre>{@code
 * endpoint.credentials().add(Credentials.password("alice", "example.com", "new secret"));
 * }</pre>
 */
public final class CredentialsEditor {

  private final java.util.function.Consumer<UnaryOperator<CredentialStore>> change;

  CredentialsEditor(java.util.function.Consumer<UnaryOperator<CredentialStore>> change) {
    this.change = change;
  }

  /** Adds a set; one for the same user and realm is replaced. */
  public void add(Credentials credentials) {
    change.accept(store -> store.remove(credentials).add(credentials));
  }

  /** Removes a set. */
  public void remove(Credentials credentials) {
    change.accept(store -> store.remove(credentials));
  }
}
