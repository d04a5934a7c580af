"""Next steps, member numbers and sheets with words are found without reading all that a list brought."""

from django.db import migrations, models

OPEN = models.Q(done=None) & ~models.Q(next_step="")
WRITTEN = ~models.Q(tags="", next_step="", text="", assessment="", contacts="")


class Migration(migrations.Migration):
    dependencies = [("registry", "0031_answers_of_partners")]

    operations = [
        migrations.AddIndex(
            "contact", models.Index(fields=["institution", "due"], condition=OPEN, name="contact_with_open_step")
        ),
        migrations.AddIndex(
            "organisationsheet", models.Index(fields=["institution", "member_number"], name="sheet_by_member_number")
        ),
        migrations.AddIndex(
            "organisationsheet", models.Index(fields=["institution", "id"], condition=WRITTEN, name="sheet_with_words")
        ),
    ]
