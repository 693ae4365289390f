from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cards', '0005_progress'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='card',
            name='cards_in_order',
        ),
        migrations.AddIndex(
            model_name='card',
            index=models.Index(fields=['pool', 'retired_at', 'place'], name='cards_in_order'),
        ),
        migrations.RenameField(
            model_name='learner',
            old_name='restores',
            new_name='recounts',
        ),
        migrations.AlterField(
            model_name='learner',
            name='recounts',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
    ]
