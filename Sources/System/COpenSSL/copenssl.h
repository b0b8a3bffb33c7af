#pragma once
#include <openssl/evp.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/hmac.h>
#include <openssl/crypto.h>
#include <openssl/x509.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <openssl/pkcs12.h>

/* The flags are sums of macros. RFC 2253, but with letters beyond ASCII as they are. */
static inline int copenssl_print_name(BIO *sink, const X509_NAME *name)
{
    return X509_NAME_print_ex(sink, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
}

/* Stacks are macros. Puts a name (GEN_DNS) or an address in numbers (GEN_IPADD) behind the others. */
static inline int copenssl_push_name(GENERAL_NAMES *names, int kind, const char *text)
{
    ASN1_STRING *value = kind == GEN_IPADD ? a2i_IPADDRESS(text) : ASN1_IA5STRING_new();
    GENERAL_NAME *name = GENERAL_NAME_new();
    if (value == NULL || name == NULL || (kind != GEN_IPADD && !ASN1_STRING_set(value, text, -1))) {
        ASN1_STRING_free(value);
        GENERAL_NAME_free(name);
        return 0;
    }
    GENERAL_NAME_set0_value(name, kind, value);
    if (sk_GENERAL_NAME_push(names, name) > 0)
        return 1;
    GENERAL_NAME_free(name);
    return 0;
}

/* The alternative names of a certificate as GENERAL_NAME_print writes them, with a NUL behind each. */
static inline void copenssl_print_alternative_names(BIO *sink, const X509 *certificate)
{
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    for (int index = 0; index < sk_GENERAL_NAME_num(names); index++) {
        GENERAL_NAME_print(sink, sk_GENERAL_NAME_value(names, index));
        BIO_write(sink, "", 1);
    }
    GENERAL_NAMES_free(names);
}

/* How often a PKCS #12 file has its password hashed for its seal; -1 if it has none. */
static inline long copenssl_seal_iterations(const PKCS12 *file)
{
    const ASN1_INTEGER *count = NULL;
    if (!PKCS12_mac_present(file))
        return -1;
    PKCS12_get0_mac(NULL, NULL, NULL, &count, file);
    return count == NULL ? 1 : ASN1_INTEGER_get(count);
}

/* Takes a PKCS #12 file apart: DER of the certificate, of the others one behind the other, and the key. */
static inline int copenssl_open_pkcs12(PKCS12 *file, const char *password, BIO *certificates, EVP_PKEY **key)
{
    X509 *own = NULL;
    STACK_OF(X509) *others = NULL;
    int done = PKCS12_parse(file, password, key, &own, &others);
    if (done && own != NULL)
        PEM_write_bio_X509(certificates, own);
    for (int index = 0; done && index < sk_X509_num(others); index++)
        PEM_write_bio_X509(certificates, sk_X509_value(others, index));
    X509_free(own);
    sk_X509_pop_free(others, X509_free);
    return done;
}
