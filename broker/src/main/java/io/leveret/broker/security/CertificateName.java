package io.leveret.broker.security;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/** Which part of a client certificate's subject is the user's name. */
public enum CertificateName {
    /** The subject's one common name. */
    COMMON_NAME {
        @Override
        Credentials of(X509Certificate certificate) {
            List<String> names = commonNames(subject(certificate));
            if (names.size() != 1 || names.get(0).isEmpty()) {
                return new Credentials.Unusable(new Login.Refused("the client certificate's subject "
                        + Names.shown(subject(certificate)) + " has " + names.size()
                        + " common names that can be read; to log in it needs exactly one"));
            }
            return new Credentials.Certificate(names.get(0));
        }
    },
    /** The whole subject as RFC 2253 writes it: {@code CN=anna,O=Example}. */
    DISTINGUISHED_NAME {
        @Override
        Credentials of(X509Certificate certificate) {
            String subject = subject(certificate);
            return subject.isEmpty()
                    ? new Credentials.Unusable(new Login.Refused("the client certificate has an empty subject"))
                    : new Credentials.Certificate(subject);
        }
    };

    abstract Credentials of(X509Certificate certificate);

    private static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
    }

    /** Parsed, not searched for: the text "CN=" may stand in another part's value. */
    private static List<String> commonNames(String subject) {
        var names = new ArrayList<String>();
        try {
            for (Rdn rdn : new LdapName(subject).getRdns()) {
                Attribute attribute = rdn.toAttributes().get("CN");
                for (int i = 0; attribute != null && i < attribute.size(); i++) {
                    if (attribute.get(i) instanceof String name) {
                        names.add(name);
                    }
                }
            }
        } catch (NamingException e) {
            return List.of();
        }
        return names;
    }
}
