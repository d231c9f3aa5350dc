"""The history of a listing is only added to; what it tells may be encrypted anew when keys change (INF-1)."""

from django.db import migrations

ANEW = """
DROP TRIGGER listing_change_only_added ON listings_listingchange;
CREATE TRIGGER listing_change_only_added BEFORE UPDATE OR DELETE ON listings_listingchange
    FOR EACH ROW EXECUTE FUNCTION alongside_only_encrypted_anew('told');
"""
NEVER = """
DROP TRIGGER listing_change_only_added ON listings_listingchange;
CREATE TRIGGER listing_change_only_added BEFORE UPDATE OR DELETE ON listings_listingchange
    FOR EACH ROW EXECUTE FUNCTION alongside_only_added();
"""


class Migration(migrations.Migration):
    dependencies = [("listings", "0001_initial"), ("kernel", "0008_encrypted_anew")]

    operations = [migrations.RunSQL(ANEW, NEVER)]
